CREATE TABLE `order_mails` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text,
	`former_email` text,
	`queued_at` integer NOT NULL,
	`sent_at` integer,
	`refused_at` integer,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `order_mails_of_order` ON `order_mails` (`order_id`,`queued_at`,`id`);--> statement-breakpoint
CREATE INDEX `order_mails_to_former` ON `order_mails` (`former_email`) WHERE former_email IS NOT NULL;--> statement-breakpoint
ALTER TABLE `orders` ADD `link_version` integer DEFAULT 0 NOT NULL;