"""Every error this project raises on purpose.

RobowatchError
├── SettingsError            a setting is missing or makes no sense
├── UsageError               the user asked for something that cannot be done
│   └── NotFoundError        nothing of that name or number is kept here
├── DefinitionError          a watch list, metric or rule file is wrong; names the line and the mend
├── StoreError               the database cannot be used as it is
│   └── NewerStoreError      it was written by a newer version of robowatch
├── CollectError             a source or a page could not be read
└── DeliveryError            a letter could not be handed over
    ├── TemporaryDeliveryError   worth trying again
    └── PermanentDeliveryError   trying again is of no use
"""

from __future__ import annotations


class RobowatchError(Exception):
    """Any error with a cause a user can understand; its text names the cause and the mend."""


class SettingsError(RobowatchError):
    """A setting is missing or makes no sense."""


class UsageError(RobowatchError):
    """The user asked for something that cannot be done."""


class NotFoundError(UsageError):
    """Nothing of that name or number is kept here."""


class DefinitionError(RobowatchError):
    """A watch list, metric or rule file is wrong; the text names the line and the mend."""


class StoreError(RobowatchError):
    """The database cannot be used as it is."""


class NewerStoreError(StoreError):
    """The database was written by a newer version of robowatch."""


class CollectError(RobowatchError):
    """A source or a page could not be read."""


class DeliveryError(RobowatchError):
    """A letter could not be handed over."""


class TemporaryDeliveryError(DeliveryError):
    """The letter was refused for now; trying again is worth while."""


class PermanentDeliveryError(DeliveryError):
    """The letter was refused for good; trying again is of no use."""
