using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Harness.Tests.Clients.Sockets;

namespace Harness.Tests.Peers;

/// <summary>
/// nginx as a reverse proxy before a target, one process in a folder of its own. Without nginx its tests are skipped, except where
/// <c>CI_REQUIRE_NGINX</c> is 1.
/// </summary>
internal sealed class NginxProxy : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nginx-");
    private readonly Process _process;
    private readonly Task<string> _errors;

    private NginxProxy(string program, int port, Func<int, string> configure)
    {
        Endpoint = new IPEndPoint(IPAddress.Loopback, port);
        string configuration = Path.Combine(_folder.FullName, "nginx.conf");
        File.WriteAllText(configuration, configure(port));
        _process = Process.Start(new ProcessStartInfo(program, ["-c", configuration, "-p", _folder.FullName, "-e", "stderr"])
        {
            RedirectStandardError = true,
        })!;
        _errors = _process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public IPEndPoint Endpoint { get; }

    /// <param name="target">What it stands before.</param>
    /// <param name="readTimeout">Silence of the target after which it ends a connection (<c>proxy_read_timeout</c>).</param>
    public static Task<NginxProxy> StartAsync(Uri target, TimeSpan readTimeout) => StartAsync(port => Configuration(port, target, readTimeout));

    /// <param name="configure">The text of its configuration, for the port that it listens on. Relative files lie in its own folder.</param>
    public static async Task<NginxProxy> StartAsync(Func<int, string> configure)
    {
        // Debian keeps it where only root looks.
        string program = File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";
        NginxProxy proxy;
        try
        {
            proxy = new NginxProxy(program, FreePort(), configure);
        }
        catch (Win32Exception e)
        {
            string lacks = $"nginx cannot be started: {e.Message}";
            Assert.False(Environment.GetEnvironmentVariable("CI_REQUIRE_NGINX") == "1", lacks);
            Assert.Skip(lacks);
            throw;
        }

        await proxy.ListensAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Configuration(int port, Uri target, TimeSpan readTimeout) => $$"""
        pid nginx.pid;
        error_log stderr;
        daemon off;
        master_process off;
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          server {
            listen 127.0.0.1:{{port}};
            location / {
              proxy_pass http://{{target.Authority}};
              proxy_http_version 1.1;
              proxy_set_header Upgrade $http_upgrade;
              proxy_set_header Connection "upgrade";
              proxy_set_header Host $host;
              proxy_read_timeout {{readTimeout.TotalMilliseconds}}ms;
            }
          }
        }
        """;

    private async Task ListensAsync()
    {
        while (true)
        {
            Assert.False(_process.HasExited, _process.HasExited ? $"nginx ended: {await _errors}" : "");
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(Endpoint, Deadline.Token);
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Deadline.Token);
            }
        }
    }

    /// <summary>nginx must be told a port: one that was just given back.</summary>
    private static int FreePort()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        return ((IPEndPoint)taken.LocalEndpoint).Port;
    }
}
