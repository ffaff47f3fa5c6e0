"""The service under load: speed, contention, crashes and forged presses."""
