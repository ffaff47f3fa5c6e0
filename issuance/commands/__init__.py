"""The commands that look after merchants, stamps, campaigns, vouchers and the audit trail."""
