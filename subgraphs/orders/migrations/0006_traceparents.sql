ALTER TABLE `outbox` ADD `traceparent` text;--> statement-breakpoint
ALTER TABLE `sagas` ADD `traceparent` text;--> statement-breakpoint
ALTER TABLE `order_tasks` ADD `traceparent` text;