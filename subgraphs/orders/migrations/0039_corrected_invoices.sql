DROP INDEX `tax_documents_one_invoice`;--> statement-breakpoint
ALTER TABLE `tax_documents` ADD `replaces` text;--> statement-breakpoint
CREATE UNIQUE INDEX `tax_documents_replaced_once` ON `tax_documents` (`replaces`) WHERE replaces IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `tax_documents_one_invoice` ON `tax_documents` (`order_id`) WHERE kind = 'INVOICE' AND replaces IS NULL;--> statement-breakpoint
INSERT INTO `order_tasks` (`order_id`, `kind`, `subject_id`, `attempts`, `due_at`)
  SELECT `order_id`, 'REASSESS', `id`, 0, 0 FROM `withdrawals` WHERE `state` = 'SETTLED' AND `order_id` IS NOT NULL;