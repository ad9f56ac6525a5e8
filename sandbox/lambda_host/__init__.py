"""API Gateway, Lambda and a static web host for the laptop: runs the Chalice application's own handlers.

What runs here is what deploys: the host loads the module `app`, reads which handlers it declares, and calls
them with the events that AWS would send.
"""
