# What SOAP::Lite makes of the probe: perl soap_lite.pl ADDRESS TEXT
use strict;
use warnings;
use utf8;
use JSON::PP;
use SOAP::Lite;

my ($address, $text) = @ARGV;
utf8::decode($text);
my $client = SOAP::Lite->uri('urn:webservice')->proxy($address);
$client->on_fault(sub { die $_[1] });

sub call {
    my ($name, @arguments) = @_;
    return $client->call($name, @arguments)->result;
}

sub string { return SOAP::Data->type(string => $_[0]) }
sub named { return SOAP::Data->name($_[0])->value($_[1])->type($_[2]) }

my $rich = call('local_probe_rich');
my @items = (
    { id => 1, label => string('ż'), flag => SOAP::Data->type(boolean => 1), subs => [1.5, 2] },
    { id => 2 },
);
my $told = {
    scalar  => call('local_probe_scalar_int'),
    struct  => { map { $_ => $rich->{$_} } qw(int float text) },
    items   => call('local_probe_items', SOAP::Data->name('items')->value(\@items)),
    text    => call('local_probe_echo_raw', named('value', $text, 'string'))->{json},
    default => call('local_probe_order', named('b', 'b', 'string'), named('a', 1, 'int')),
    null    => call('local_probe_scalar_null'),
    sent_null => call('local_probe_echo_raw', SOAP::Data->name('value')->value(undef))->{type},
};
eval { call('local_probe_fail', named('kind', 'capability', 'string')); };
$told->{fault} = $@->faultactor;
print JSON::PP->new->utf8->canonical->encode($told), "\n";
