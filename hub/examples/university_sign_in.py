"""Sign-in through a university's OpenID Connect provider, in place of Hunar's own passwords.

1. .venv/bin/pip install oauthenticator
2. copy this file to var/jupyterhub_config.d/ and fill in the four values that say "example"
3. export HUNAR_AUTHENTICATOR=oauthenticator.generic.GenericOAuthenticator
   export HUNAR_PUBLIC_URL=https://hunar.example.edu
   hunar up
4. hunar user add NAME --role admin      for yourself, by the name that the university gives you

Who may do what stays in Hunar: a name gets its roles by `hunar user add`,
and has them from the next sign-in on.
"""

import os

c = get_config()  # type: ignore[name-defined]  # noqa: F821

PROVIDER = "https://login.example.edu/realms/students/protocol/openid-connect"

c.OAuthenticator.client_id = "hunar-example"
c.OAuthenticator.client_secret = os.environ.get("HUNAR_OAUTH_SECRET", "")
c.OAuthenticator.oauth_callback_url = "https://hunar.example.edu/hub/oauth_callback"
c.GenericOAuthenticator.authorize_url = f"{PROVIDER}/auth"
c.GenericOAuthenticator.token_url = f"{PROVIDER}/token"
c.GenericOAuthenticator.userdata_url = f"{PROVIDER}/userinfo"
c.GenericOAuthenticator.username_claim = "preferred_username"
c.GenericOAuthenticator.login_service = "Example University"
c.GenericOAuthenticator.scope = ["openid", "profile"]
c.OAuthenticator.enable_pkce = True
# The university's word is enough to sign in; what opens then, our roles decide.
c.Authenticator.allow_all = True
