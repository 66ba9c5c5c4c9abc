CREATE INDEX `facet_values_called` ON `facet_values` (`facet_code`,`label`);--> statement-breakpoint
CREATE INDEX `facet_values_in_order` ON `facet_values` (`facet_code`,`position`,`value`);