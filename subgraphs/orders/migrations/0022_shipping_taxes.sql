ALTER TABLE `shipping_methods` ADD `tax_basis` text DEFAULT 'CLASS' NOT NULL;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `shipping_tax_basis` text;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `notices` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
UPDATE `shop_settings` SET `shipping_tax_basis` = 'CLASS', `notices` = iif(`country` IN ('AT', 'AU', 'BE', 'BG', 'CH', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GB', 'GR', 'HR', 'HU', 'IE', 'IT', 'LI', 'LT', 'LU', 'LV', 'MT', 'NL', 'NO', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'), '["SHIPPING_TAX_BASIS"]', '[]');--> statement-breakpoint
UPDATE `checkouts` SET `shipping` = json_set(`shipping`, '$.taxBasis', 'CLASS') WHERE `shipping` IS NOT NULL;--> statement-breakpoint
UPDATE `orders` SET `shipping` = json_set(`shipping`, '$.taxBasis', 'CLASS') WHERE `shipping` IS NOT NULL;
