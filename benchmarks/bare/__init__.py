"""A bare Django site: what a page of twenty rows and a form with one INSERT cost without anything of ours."""
