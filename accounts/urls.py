from django.urls import path

from accounts import export_views, second_factor, views

app_name = "accounts"

urlpatterns = [
    # /account/
    path("account/login/", views.SignIn.as_view(), name="login"),
    path("account/logout/", views.sign_out, name="logout"),
    path("account/second-step/", second_factor.verify, name="second-step"),
    path("account/second-factor/", second_factor.set_up, name="second-factor"),
    path("account/set-password/<uidb64>/<token>/", views.ChoosePassword.as_view(), name="set-password"),
    path("account/password/", views.change_password, name="password"),
    # /jobs/, /files/: what I asked for and what came of it
    path("jobs/<uuid:pk>/", views.job, name="job"),
    path("files/<uuid:pk>/", views.file, name="file"),
    path("exports/<uuid:pk>/", export_views.export, name="export"),
    path("exports/<uuid:pk>/file/", export_views.download, name="export-file"),
]
