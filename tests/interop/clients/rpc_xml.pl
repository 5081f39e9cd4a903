# What RPC::XML makes of the probe: perl rpc_xml.pl ADDRESS TEXT
use strict;
use warnings;
use utf8;
use JSON::PP;
use RPC::XML;
use RPC::XML::Client;

my ($address, $text) = @ARGV;
utf8::decode($text);
$RPC::XML::ENCODING  = 'utf-8';
$RPC::XML::ALLOW_NIL = 1;
my $client = RPC::XML::Client->new($address);

sub call {
    my ($name, @arguments) = @_;
    my $answer = $client->send_request($name, @arguments);
    die $answer if !ref $answer;
    return $answer->is_fault ? die $answer : $answer->value;
}

my $rich = call('local_probe_rich');
my @items = (
    { id => 1, label => RPC::XML::string->new('ż'), flag => RPC::XML::boolean->new(1), subs => [1.5, 2] },
    { id => 2 },
);
my $told = {
    scalar    => call('local_probe_scalar_int'),
    struct    => { map { $_ => $rich->{$_} } qw(int float text) },
    items     => call('local_probe_items', \@items),
    text      => call('local_probe_echo_raw', RPC::XML::string->new($text))->{json},
    default   => call('local_probe_order', 'b', 1),
    sent_null => call('local_probe_echo_raw', RPC::XML::nil->new)->{type},
};
eval { call('local_probe_fail', 'capability'); };
($told->{fault}) = $@->string =~ /ERRORCODE: (\w+)/;
print JSON::PP->new->utf8->canonical->encode($told), "\n";
