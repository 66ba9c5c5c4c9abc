ALTER TABLE `users` ADD `search_row` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `users` SET `search_row` = rowid;--> statement-breakpoint
CREATE UNIQUE INDEX `users_search_row_unique` ON `users` (`search_row`);--> statement-breakpoint
CREATE VIRTUAL TABLE `user_search` USING fts5(
  `search_text`,
  tokenize = 'trigram case_sensitive 1',
  content = 'users', content_rowid = 'search_row'
);--> statement-breakpoint
INSERT INTO `user_search`(`user_search`, `rank`) VALUES ('secure-delete', 1);--> statement-breakpoint
INSERT INTO `user_search`(`user_search`) VALUES ('rebuild');--> statement-breakpoint
CREATE TRIGGER `user_search_is_extended` AFTER INSERT ON `users`
BEGIN INSERT INTO `user_search`(rowid, `search_text`) VALUES (NEW.`search_row`, NEW.`search_text`); END;--> statement-breakpoint
CREATE TRIGGER `user_search_is_changed` AFTER UPDATE OF `search_text` ON `users` WHEN NEW.`search_text` <> OLD.`search_text`
BEGIN
  INSERT INTO `user_search`(`user_search`, rowid, `search_text`) VALUES ('delete', OLD.`search_row`, OLD.`search_text`);
  INSERT INTO `user_search`(rowid, `search_text`) VALUES (NEW.`search_row`, NEW.`search_text`);
END;--> statement-breakpoint
CREATE TRIGGER `user_search_is_reduced` AFTER DELETE ON `users`
BEGIN INSERT INTO `user_search`(`user_search`, rowid, `search_text`) VALUES ('delete', OLD.`search_row`, OLD.`search_text`); END;
