ALTER TABLE `tax_facts` ADD `distance_to` text;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `distance_sales` text DEFAULT 'HOME' NOT NULL;--> statement-breakpoint
-- Shops from before keep the tax of the destination; those of member states, and of Monaco, get a notice.
UPDATE `shop_settings` SET `distance_sales` = 'DESTINATION', `notices` = iif(`country` IN ('AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV', 'MC', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'), json_insert(`notices`, '$[#]', 'DISTANCE_SALES'), `notices`);
