"""Exit 0 if the web process of this container says that it can do its work; for docker-compose.yml."""

import http.client
import sys

asking = http.client.HTTPConnection("127.0.0.1", 8000, timeout=10)
# As the proxy says it, or the answer would be the way to https.
asking.request("GET", "/readyz", headers={"X-Forwarded-Proto": "https"})
sys.exit(asking.getresponse().status != 200)
