"""What people in the room see on their phones: plain pages and forms, which work without a script."""
