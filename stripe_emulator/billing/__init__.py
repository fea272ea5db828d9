"""What Stripe Billing does by itself: periods, invoices, payments, renewals."""
