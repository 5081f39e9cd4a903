from gateway.native.plain import Member as Member
from gateway.native.plain import always as always
from gateway.native.plain import checked_members as checked_members
from gateway.native.plain import fits as fits
from gateway.native.plain import is_repaired as is_repaired
from gateway.native.plain import is_tagless as is_tagless
