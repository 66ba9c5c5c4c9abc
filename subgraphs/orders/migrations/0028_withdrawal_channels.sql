ALTER TABLE `withdrawals` ADD `channel` text DEFAULT 'ONLINE' NOT NULL;--> statement-breakpoint
ALTER TABLE `withdrawals` ADD `sent_on` integer;--> statement-breakpoint
ALTER TABLE `withdrawals` ADD `note` text;