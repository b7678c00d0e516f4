"""Every address of the site."""

from django.urls import include, path

from umbel.api.operations import PREFIX, urls

urlpatterns = [path("", include("umbel.web.urls")), path(PREFIX[1:], include(urls))]
