"""Signing in with WeChat (微信): allauth's provider, put right where it does not fit."""
