DROP INDEX `refunds_failed`;--> statement-breakpoint
ALTER TABLE `refunds` ADD `order_placed_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `refunds` SET `order_placed_at` = (SELECT `placed_at` FROM `orders` WHERE `orders`.`id` = `refunds`.`order_id`);--> statement-breakpoint
CREATE INDEX `refunds_failed` ON `refunds` (`order_placed_at`,`order_id`) WHERE state = 'FAILED';
