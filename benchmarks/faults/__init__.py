"""What a crash, a full disk and a failing database do to an engagement, measured."""
