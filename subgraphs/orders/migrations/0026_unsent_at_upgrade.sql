CREATE TABLE `unsent_at_upgrade` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`checkout_id` text NOT NULL,
	`variant_id` text NOT NULL,
	`units` integer NOT NULL
);--> statement-breakpoint
INSERT INTO `unsent_at_upgrade` (`checkout_id`, `variant_id`, `units`)
  SELECT `orders`.`checkout_id`, `order_lines`.`variant_id`, sum(`line`.`ordered` - `line`.`cancelled` - `line`.`shipped`)
  FROM `line_counters` AS `line` JOIN `order_lines` ON `order_lines`.`id` = `line`.`line_id` JOIN `orders` ON `orders`.`id` = `line`.`order_id`
  WHERE `line`.`ordered` > `line`.`cancelled` + `line`.`shipped` GROUP BY `orders`.`checkout_id`, `order_lines`.`variant_id`;--> statement-breakpoint
UPDATE `sagas` SET `step` = 'UNCOMMIT' WHERE `step` = 'RESTOCK';
