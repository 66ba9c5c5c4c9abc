ALTER TABLE `shop_settings` ADD `logo` text;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `favicon` text;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `accent_color` text;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `theme_color` text;