ALTER TABLE `dead_letters` ADD `traceparent` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `traceparent` text;--> statement-breakpoint
ALTER TABLE `provider_calls` ADD `traceparent` text;--> statement-breakpoint
ALTER TABLE `webhook_inbox` ADD `traceparent` text;