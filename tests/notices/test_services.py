"""Publishing, withdrawing, objecting, replying."""


from notices.models import Notice


def test_publish_numbers(notice):
    assert notice.number == "A1结果公示〔2026〕1号"
    assert notice.state == Notice.State.PUBLISHED
