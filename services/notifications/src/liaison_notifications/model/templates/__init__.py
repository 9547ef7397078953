"""Templates: what messages say, in versions that people write."""

from liaison_notifications.model.templates.template import MessageTemplate, TemplatePublication, TemplateVersion

__all__ = ["MessageTemplate", "TemplatePublication", "TemplateVersion"]
