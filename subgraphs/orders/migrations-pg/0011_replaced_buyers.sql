-- As SQLite's migrations up to 0044.
ALTER TABLE "retained_buyers" ADD COLUMN "replaced_billing_address" text;
--> statement-breakpoint
ALTER TABLE "retained_buyers" ADD COLUMN "replaced_shipping_address" text;
