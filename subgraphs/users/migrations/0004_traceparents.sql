ALTER TABLE `account_exports` ADD `traceparent` text;--> statement-breakpoint
ALTER TABLE `dead_letters` ADD `traceparent` text;--> statement-breakpoint
ALTER TABLE `mail_queue` ADD `traceparent` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `traceparent` text;--> statement-breakpoint
ALTER TABLE `pending_erasures` ADD `traceparent` text;