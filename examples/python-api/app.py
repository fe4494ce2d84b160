import os


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"version {os.environ['APP_VERSION']}\n".encode()]
