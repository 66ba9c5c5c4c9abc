ALTER TABLE `retained_buyers` ADD `replaced_billing_address` text;--> statement-breakpoint
ALTER TABLE `retained_buyers` ADD `replaced_shipping_address` text;