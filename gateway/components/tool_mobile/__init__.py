"""What the mobile app asks for."""
