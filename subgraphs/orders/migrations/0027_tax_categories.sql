ALTER TABLE `tax_facts` ADD `category` text DEFAULT 'STANDARD' NOT NULL;--> statement-breakpoint
ALTER TABLE `checkouts` ADD `pricing_terms` text;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `export_prices` text DEFAULT 'GROSS' NOT NULL;--> statement-breakpoint
-- The category of each tax by its name, and the destination as the country of untaxed amounts: amounts, names and numbers stay.
DROP TRIGGER `tax_facts_are_never_changed`;--> statement-breakpoint
UPDATE `tax_facts` SET `category` = CASE WHEN `name` = 'Reverse charge' THEN 'REVERSE_CHARGE' WHEN `name` = 'No tax' AND `country` IS NULL THEN 'UNTAXED' ELSE 'STANDARD' END,
  `country` = coalesce(`country`, (SELECT coalesce(`shipping_address` ->> 'country', `billing_address` ->> 'country', (SELECT `country` FROM `shop_settings`)) FROM `orders` WHERE `orders`.`id` = `tax_facts`.`order_id`));--> statement-breakpoint
CREATE TRIGGER `tax_facts_are_never_changed` BEFORE UPDATE ON `tax_facts`
BEGIN SELECT RAISE(ABORT, 'a tax fact is never changed: another one is added'); END;--> statement-breakpoint
UPDATE `outbox` SET `payload` = json_set(`payload`, '$.taxes', json((SELECT json_group_array(json_set(tax.value, '$.category', CASE WHEN tax.value ->> 'name' = 'Reverse charge' THEN 'REVERSE_CHARGE' WHEN tax.value ->> 'name' = 'No tax' AND tax.value ->> 'country' IS NULL THEN 'UNTAXED' ELSE 'STANDARD' END, '$.country', coalesce(tax.value ->> 'country', (SELECT coalesce(`shipping_address` ->> 'country', `billing_address` ->> 'country', (SELECT `country` FROM `shop_settings`)) FROM `orders` WHERE `orders`.`id` = `outbox`.`payload` ->> 'orderId')))) FROM json_each(`outbox`.`payload`, '$.taxes') AS tax)))
  WHERE `type` = 'taxDocument.issued';--> statement-breakpoint
DROP TRIGGER `tax_documents_are_never_changed`;--> statement-breakpoint
UPDATE `tax_documents` SET
  `taxes` = (SELECT json_group_array(json_set(tax.value, '$.category', CASE WHEN tax.value ->> 'name' = 'Reverse charge' THEN 'REVERSE_CHARGE' WHEN tax.value ->> 'name' = 'No tax' AND tax.value ->> 'country' IS NULL THEN 'UNTAXED' ELSE 'STANDARD' END, '$.country', coalesce(tax.value ->> 'country', (SELECT coalesce(`shipping_address` ->> 'country', `billing_address` ->> 'country', (SELECT `country` FROM `shop_settings`)) FROM `orders` WHERE `orders`.`id` = `tax_documents`.`order_id`)))) FROM json_each(`tax_documents`.`taxes`) AS tax),
  `items` = (SELECT json_group_array(json_set(item.value, '$.taxes', json((SELECT json_group_array(json_set(tax.value, '$.category', CASE WHEN tax.value ->> 'name' = 'Reverse charge' THEN 'REVERSE_CHARGE' WHEN tax.value ->> 'name' = 'No tax' AND tax.value ->> 'country' IS NULL THEN 'UNTAXED' ELSE 'STANDARD' END, '$.country', coalesce(tax.value ->> 'country', (SELECT coalesce(`shipping_address` ->> 'country', `billing_address` ->> 'country', (SELECT `country` FROM `shop_settings`)) FROM `orders` WHERE `orders`.`id` = `tax_documents`.`order_id`)))) FROM json_each(item.value, '$.taxes') AS tax)))) FROM json_each(`tax_documents`.`items`) AS item);--> statement-breakpoint
CREATE TRIGGER `tax_documents_are_never_changed` BEFORE UPDATE ON `tax_documents`
BEGIN SELECT RAISE(ABORT, 'an invoice or credit note is never changed: another document corrects it'); END;--> statement-breakpoint
UPDATE `orders` SET `tax_parts` = (SELECT json_group_array(json_set(tax.value, '$.category', iif(tax.value ->> 'name' = 'Reverse charge', 'REVERSE_CHARGE', 'STANDARD')))
  FROM json_each(`orders`.`tax_parts`) AS tax) WHERE `tax_parts` <> '[]';--> statement-breakpoint
UPDATE `order_lines` SET `tax_parts` = (SELECT json_group_array(json_set(tax.value, '$.category', iif(tax.value ->> 'name' = 'Reverse charge', 'REVERSE_CHARGE', 'STANDARD')))
  FROM json_each(`order_lines`.`tax_parts`) AS tax) WHERE `tax_parts` <> '[]';--> statement-breakpoint
UPDATE `checkouts` SET `tax_parts` = (SELECT json_group_array(json_set(tax.value, '$.category', iif(tax.value ->> 'name' = 'Reverse charge', 'REVERSE_CHARGE', 'STANDARD')))
  FROM json_each(`checkouts`.`tax_parts`) AS tax) WHERE `tax_parts` <> '[]';
