using System.Net;
using System.Net.Sockets;
using Harness.Toxiproxy.Proxies;

namespace Harness.Toxiproxy.Api;

/// <summary>Addresses to listen on, with the stock server's words for what can be wrong with them.</summary>
internal static class Binding
{
    /// <param name="doing">Begins the message if it fails; the stock server says nothing of listening when it only compares addresses.</param>
    /// <exception cref="ApiException">500: it is no address, or its name does not resolve.</exception>
    internal static async Task<IPEndPoint> ResolveAsync(string listen, string doing, CancellationToken cancellation)
    {
        try
        {
            return await HostPort.ResolveListenAsync(listen, cancellation).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw ApiException.CannotListen(doing + e.Message, e);
        }
        catch (SocketException e)
        {
            string why = e.SocketErrorCode == SocketError.HostNotFound ? "no such host" : e.Message;
            throw ApiException.CannotListen($"{doing}lookup {HostPort.Parse(listen).Host}: {why}", e);
        }
    }

    /// <exception cref="ApiException">500: the address is taken or not ours.</exception>
    internal static T To<T>(string listen, Func<T> start)
    {
        try
        {
            return start();
        }
        catch (SocketException e)
        {
            string why = e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "address already in use",
                SocketError.AddressNotAvailable => "cannot assign requested address",
                SocketError.AccessDenied => "permission denied",
                _ => e.Message,
            };
            throw ApiException.CannotListen($"listen tcp {listen}: bind: {why}", e);
        }
    }
}
