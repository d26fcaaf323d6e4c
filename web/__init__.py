"""Own It on the web. `web.app.create_app` joins the rooms; this file loads none of them."""
