CREATE TABLE `revocations` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`role` text,
	`relevant_until` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `revocations_by_relevance` ON `revocations` (`relevant_until`);--> statement-breakpoint
-- A token lives five minutes from the last use of its session; two more cover clock differences and repeated answers.
CREATE TRIGGER `revocation_of_session` AFTER DELETE ON `sessions`
BEGIN
	INSERT INTO `revocations` (`kind`, `subject`, `relevant_until`) VALUES ('session', OLD.`id`, OLD.`last_used_at` + 420000);
END;
--> statement-breakpoint
CREATE TRIGGER `revocation_of_role` AFTER UPDATE OF `role` ON `users` WHEN NEW.`role` <> OLD.`role`
BEGIN
	INSERT INTO `revocations` (`kind`, `subject`, `role`, `relevant_until`)
	SELECT 'role', NEW.`id`, NEW.`role`, coalesce(max(`last_used_at`), 0) + 420000 FROM `sessions` WHERE `user_id` = NEW.`id`;
END;
--> statement-breakpoint
CREATE TRIGGER `revocation_of_client` AFTER UPDATE OF `revoked_at` ON `api_clients` WHEN NEW.`revoked_at` IS NOT NULL AND OLD.`revoked_at` IS NULL
BEGIN
	INSERT INTO `revocations` (`kind`, `subject`, `relevant_until`) VALUES ('client', NEW.`id`, NEW.`revoked_at` + 420000);
END;
