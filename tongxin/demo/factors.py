"""An authenticator for everybody in the demonstration whose office needs one; the pages show its digits."""

from allauth.mfa.totp.internal.auth import generate_totp_secret

from accounts.factors import factors_of, set_up_totp
from estates.models import Post
from tenancy.models import Street
from tenancy.scope import scope


def give_factors(street: Street) -> int:
    """Give each who has none an authenticator of their own; return to how many."""
    with scope(street):
        posts = Post.objects.in_force().filter(role__in=Post.NEEDS_SECOND_FACTOR, person__is_demo=True)
        users = {post.person.user for post in posts.select_related("person__user") if post.person.user}
    without = [user for user in users if not factors_of(user).exist]
    for user in without:
        set_up_totp(user, generate_totp_secret())
    return len(without)
