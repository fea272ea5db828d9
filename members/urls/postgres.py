"""Routes that read what the application knows of the person who asks."""

from django.urls import path

from members.views import me

urlpatterns = [path("members/me", me.MyMemberships.as_view())]
