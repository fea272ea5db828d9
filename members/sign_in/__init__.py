"""The parts of signing in. `members.services.sign_in` puts them together."""
