"""Merchants, stamps and vouchers: the server that issues and redeems, its database, its pages."""
