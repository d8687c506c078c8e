"""Make what `docker compose up` wants in deploy/secrets: random passwords, and the addresses they stand in.

`python3 deploy/make_secrets.py [DIR]`. What is there stays as it is. The folder is for its owner only; the
files in it are readable, because containers of several users read them through their own mounts.
"""

import secrets
import sys
from pathlib import Path

DATABASE = "tongxin"
VALKEY = "requirepass {password}\ndir /data\n"
# The doorbell's queue survives a restart and is never thrown away for want of memory; the cache is.
QUEUE = VALKEY + "appendonly yes\nappendfsync everysec\nmaxmemory 256mb\nmaxmemory-policy noeviction\n"
CACHE = VALKEY + 'save ""\nappendonly no\nmaxmemory 256mb\nmaxmemory-policy allkeys-lru\n'
PASSWORDS = ("superuser", "owner", "app", "backup", "queue", "cache")


def make(folder: Path) -> list[str]:
    """Make the missing files in ``folder`` and return their names."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = [f"{name}_password" for name in PASSWORDS if _keep(folder / f"{name}_password", _random())]
    known = {name: (folder / f"{name}_password").read_text().strip() for name in PASSWORDS}
    texts = {
        "secret_key": _random(),
        "document_key": _random(),
        "data_keys": _random(),
        "database_url": f"postgresql://tongxin_app:{known['app']}@pgbouncer:6432/{DATABASE}",
        "owner_database_url": f"postgresql://tongxin_owner:{known['owner']}@db:5432/{DATABASE}",
        "redis_url": f"redis://:{known['queue']}@queue:6379/0",
        "cache_url": f"redis://:{known['cache']}@cache:6379/0",
        "pgbouncer_users": f'"tongxin_app" "{known["app"]}"',
        "queue.conf": QUEUE.format(password=known["queue"]),
        "cache.conf": CACHE.format(password=known["cache"]),
    }
    return made + [name for name, text in texts.items() if _keep(folder / name, text)]


def _random() -> str:
    return secrets.token_urlsafe(48)


def _keep(file: Path, text: str) -> bool:
    """Write a file unless it is there; return whether it was written."""
    if file.exists():
        return False
    file.touch(mode=0o600)
    file.write_text(text + "\n")
    file.chmod(0o444)
    return True


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "secrets"
    sys.stdout.write("".join(f"made {target / name}\n" for name in make(target)))
