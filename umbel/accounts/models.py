"""Accounts: an address to sign in with, a name for the record, a language."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from umbel.audit.actors import Actor
from umbel.words import SOURCE


class Accounts(BaseUserManager["User"]):
    """Makes accounts and finds them by address."""

    def create_user(self, email: str, password: str | None = None, **values: Any) -> "User":
        """An account that can sign in; without a password only by a link or a passkey."""
        user = self.model(email=email.strip().lower(), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person's account. It holds nothing about the person beyond an address and how they are named."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    """How the record names them: 'Li Wei'."""
    language = models.CharField(max_length=35, default=SOURCE)
    """The tag of the language in which they read; one that the program speaks, since each page is offered in those."""
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    """An account of the demo, which anyone may take by one click; no other installation lets it sign in."""
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = Accounts()
    holdings: list[Any] | None = None
    """The roles it holds today, where they were read with it: for whoever signed in."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="account_address_is_unique_whatever_its_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def actor(self) -> Actor:
        """How the record names this account."""
        return Actor.account(str(self.pk), str(self))

    def get_full_name(self) -> str:
        return str(self)


class SavedView(models.Model):
    """A list as its reader narrowed it, kept under a name for that account alone."""

    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=40)
    """The page it is a view of: `desk-list`."""
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=600)
    """What the page is asked: for a list of the desk, its code and its filters."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "page", "name"], name="a_view_is_kept_once_by_a_name"),
            models.CheckConstraint(condition=~models.Q(name=""), name="a_kept_view_has_a_name"),
        ]
