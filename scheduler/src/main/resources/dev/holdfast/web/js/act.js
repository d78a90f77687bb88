// Forms need no script of their own: htmx previews what is typed, and the server does the rest.
