"""The application, the host of protocols, processes and connections."""
