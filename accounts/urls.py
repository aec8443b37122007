"""Addresses of the user's own account (sign-in, second factor, passwords) and of reorganisations of units."""

from django.urls import path

from accounts.decrees import views as decrees
from accounts.signin import second_factor, views
from accounts.users.views import confirmations

app_name = "accounts"

urlpatterns = [
    # /account/
    path("account/login/", views.SignIn.as_view(), name="login"),
    path("account/logout/", views.sign_out, name="logout"),
    path("account/second-step/", second_factor.verify, name="second-step"),
    path("account/second-factor/", second_factor.set_up, name="second-factor"),
    path("account/set-password/<uidb64>/<token>/", views.ChoosePassword.as_view(), name="set-password"),
    path("account/password/", views.change_password, name="password"),
    path("account/confirmations/", confirmations, name="confirmations"),
    # /decrees/
    path("decrees/", decrees.decrees, name="decrees"),
    path("decrees/new/", decrees.propose, name="decree-new"),
    path("decrees/<uuid:public_id>/", decrees.decide, name="decree"),
]
