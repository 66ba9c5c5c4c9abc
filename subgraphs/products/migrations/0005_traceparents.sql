ALTER TABLE `dead_letters` ADD `traceparent` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `traceparent` text;