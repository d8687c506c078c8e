"""Every address of the portal, by place (architecture.md §3)."""

handler404 = "core.web.not_found"
handler500 = "core.web.failed"

urlpatterns: list = []
