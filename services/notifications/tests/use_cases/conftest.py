"""What tests of templates have in common."""

PATH = "/api/notifications/v1/messages/templates/confirmation/uk/sms"
TEXT = "Чекаємо на вас! {{ event.title }}, {{ time(event.starts_at) }}, {{ event.office_name }}. {{ contact.link }}"
