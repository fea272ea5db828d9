"""Times in the admin's lists as everywhere else: 20 Nov 2026 16:56.

Source: https://docs.djangoproject.com/en/5.2/topics/i18n/formatting/#creating-custom-format-files
"""

DATETIME_FORMAT = "j M Y H:i"
TIME_FORMAT = "H:i"
