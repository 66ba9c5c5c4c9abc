CREATE TABLE `new_tax_facts` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`rate` integer NOT NULL,
	`country` text,
	`region` text,
	`order_id` text NOT NULL,
	`day` integer NOT NULL,
	`currency` text NOT NULL,
	`cause` text NOT NULL,
	`base_minor` integer NOT NULL,
	`tax_minor` integer NOT NULL,
	PRIMARY KEY(`seq`, `position`)
);--> statement-breakpoint
INSERT INTO `new_tax_facts`
SELECT `seq`, row_number() OVER (PARTITION BY `seq` ORDER BY `rate` DESC, `name`) - 1, `name`, `rate`,
  iif(`name` = 'No tax', NULL, (SELECT coalesce(`shipping_address` ->> 'country', `billing_address` ->> 'country', (SELECT `country` FROM `shop_settings`)) FROM `orders` WHERE `orders`.`id` = `tax_facts`.`order_id`)),
  NULL, `order_id`, `day`, `currency`, `cause`, `base_minor`, `tax_minor` FROM `tax_facts`;--> statement-breakpoint
DROP TABLE `tax_facts`;--> statement-breakpoint
ALTER TABLE `new_tax_facts` RENAME TO `tax_facts`;--> statement-breakpoint
CREATE INDEX `tax_facts_by_day` ON `tax_facts` (`day`);--> statement-breakpoint
CREATE TRIGGER `tax_facts_are_never_changed` BEFORE UPDATE ON `tax_facts`
BEGIN SELECT RAISE(ABORT, 'a tax fact is never changed: another one is added'); END;--> statement-breakpoint
UPDATE `outbox` SET `payload` = json_set(`payload`, '$.taxes', json((
  SELECT json_group_array(json_set(tax.value, '$.country', iif(tax.value ->> 'name' = 'No tax', NULL, (SELECT coalesce(`shipping_address` ->> 'country', `billing_address` ->> 'country', (SELECT `country` FROM `shop_settings`)) FROM `orders` WHERE `orders`.`id` = `outbox`.`payload` ->> 'orderId')), '$.region', NULL))
  FROM json_each(`outbox`.`payload`, '$.taxes') AS tax))) WHERE `type` = 'taxDocument.issued';--> statement-breakpoint
DROP TRIGGER `tax_documents_are_never_changed`;--> statement-breakpoint
UPDATE `tax_documents` SET
  `taxes` = (SELECT json_group_array(json_set(tax.value, '$.country', iif(tax.value ->> 'name' = 'No tax', NULL, (SELECT coalesce(`shipping_address` ->> 'country', `billing_address` ->> 'country', (SELECT `country` FROM `shop_settings`)) FROM `orders` WHERE `orders`.`id` = `tax_documents`.`order_id`)), '$.region', NULL)) FROM json_each(`tax_documents`.`taxes`) AS tax),
  `items` = (SELECT json_group_array(json_set(item.value, '$.taxes', json((
    SELECT json_group_array(json_set(tax.value, '$.country', iif(tax.value ->> 'name' = 'No tax', NULL, (SELECT coalesce(`shipping_address` ->> 'country', `billing_address` ->> 'country', (SELECT `country` FROM `shop_settings`)) FROM `orders` WHERE `orders`.`id` = `tax_documents`.`order_id`)), '$.region', NULL))
    FROM json_each(item.value, '$.taxes') AS tax)))) FROM json_each(`tax_documents`.`items`) AS item);--> statement-breakpoint
CREATE TRIGGER `tax_documents_are_never_changed` BEFORE UPDATE ON `tax_documents`
BEGIN SELECT RAISE(ABORT, 'an invoice or credit note is never changed: another document corrects it'); END;--> statement-breakpoint
UPDATE `orders` SET `tax_parts` = (
  SELECT json_group_array(json_set(tax.value, '$.country', coalesce(`orders`.`shipping_address` ->> 'country', `orders`.`billing_address` ->> 'country', (SELECT `country` FROM `shop_settings`)), '$.region', NULL))
  FROM json_each(`orders`.`tax_parts`) AS tax) WHERE `tax_parts` <> '[]';--> statement-breakpoint
UPDATE `order_lines` SET `tax_parts` = (
  SELECT json_group_array(json_set(tax.value, '$.country', (SELECT coalesce(`shipping_address` ->> 'country', `billing_address` ->> 'country', (SELECT `country` FROM `shop_settings`)) FROM `orders` WHERE `orders`.`id` = `order_lines`.`order_id`), '$.region', NULL))
  FROM json_each(`order_lines`.`tax_parts`) AS tax) WHERE `tax_parts` <> '[]';--> statement-breakpoint
UPDATE `checkouts` SET `tax_parts` = (
  SELECT json_group_array(json_set(tax.value, '$.country',
    coalesce(`checkouts`.`shipping_address` ->> 'country', `checkouts`.`billing_address` ->> 'country', (SELECT `country` FROM `shop_settings`)), '$.region', NULL))
  FROM json_each(`checkouts`.`tax_parts`) AS tax) WHERE `tax_parts` <> '[]';--> statement-breakpoint
ALTER TABLE `fulfilment_parts` ADD `to_put_back` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `fulfilment_parts` ADD CONSTRAINT "fulfilment_parts_put_back" CHECK(to_put_back >= 0);--> statement-breakpoint
ALTER TABLE `fulfilments` ADD `state` text DEFAULT 'OPEN' NOT NULL;--> statement-breakpoint
ALTER TABLE `fulfilments` ADD `is_to_put_back` integer DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE `fulfilments` SET `state` = 'CANCELLED'
  WHERE NOT EXISTS (SELECT 1 FROM `fulfilment_parts` WHERE `fulfilment_id` = `fulfilments`.`id` AND `quantity` > 0);--> statement-breakpoint
CREATE INDEX `fulfilments_by_state` ON `fulfilments` (`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `fulfilments_by_time` ON `fulfilments` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `fulfilments_to_put_back` ON `fulfilments` (`is_to_put_back`,`created_at`,`id`);
