ALTER TABLE `dead_letters` ADD `traceparent` text;--> statement-breakpoint
ALTER TABLE `mail_queue` ADD `traceparent` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `traceparent` text;--> statement-breakpoint
ALTER TABLE `sagas` ADD `traceparent` text;--> statement-breakpoint
ALTER TABLE `order_tasks` ADD `traceparent` text;